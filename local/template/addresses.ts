/** Where the laptop's servers stand in for AWS's host names; known before the template is resolved. */
export interface Addresses {
  /** The signed AWS endpoint, `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  /** `127.0.0.1:<port>`: domain of the distribution in front of the API. */
  readonly apiHost: string;
  /** `127.0.0.1:<port>`: domain of the distribution that serves media. */
  readonly mediaHost: string;
}
