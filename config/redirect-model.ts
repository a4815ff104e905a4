/** A path of a host that is answered with another address. */
export interface PathRedirectModel {
  readonly key: string;
  /** host name that visitors ask for */
  readonly host: string;
  /** Path, with a * at its end where a whole tree has moved. */
  readonly from: string;
  /** Whole https address; its * stands for what the first one stood for. */
  readonly to: string;
  readonly statusCode: 301 | 302;
  readonly keepQuery: boolean;
}
