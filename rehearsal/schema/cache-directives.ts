/** Cache-Control directives of action set_cache_control, with what goes along with operation "set". Source: cloudflare/cloudflare 5.22.0, ruleset. */
export const CACHE_DIRECTIVES: Readonly<Record<string, string | undefined>> = {
  immutable: undefined,
  max_age: "value",
  must_revalidate: undefined,
  must_understand: undefined,
  no_cache: "qualifiers",
  no_store: undefined,
  no_transform: undefined,
  private: "qualifiers",
  proxy_revalidate: undefined,
  public: undefined,
  s_maxage: "value",
  stale_if_error: "value",
  stale_while_revalidate: "value",
};
