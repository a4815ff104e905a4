/** What the application reads at start, published as an SSM parameter: a plain value, or the name of the secret that holds it. */
export interface EnvironmentValueModel {
  readonly variable: string;
  /** `/<launch>/<environment>/<VARIABLE>` */
  readonly parameterName: string;
  readonly value: string;
  readonly isSecretReference: boolean;
}
