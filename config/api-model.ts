// What API Shield knows of an environment's API, spelled out. Plain JSON: it lies in the run store with the environment's model.

export interface ApiModel {
  readonly operations: readonly ApiOperationModel[];
  readonly schemas: readonly ApiSchemaModel[];
}

export interface ApiOperationModel {
  /** Key of the route; becomes the resource address. */
  readonly key: string;
  readonly method: string;
  readonly host: string;
  /** Variables are called var1, var2 and so on, from left to right, as the API calls them. */
  readonly endpoint: string;
}

export interface ApiSchemaModel {
  /** Key of the host; becomes the resource address. */
  readonly key: string;
  readonly name: string;
  /** An OpenAPI document in canonical JSON: the same routes give the same bytes. */
  readonly source: string;
}
