/** The public base URL of the media host, without a slash at its end; read at run time, so that stores keep paths. */
export interface MediaHost {
  baseUrl(): Promise<string>;
}
