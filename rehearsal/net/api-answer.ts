/** What the API says, as JSON. */
export type ApiAnswer = { readonly status: number; readonly body: object };

export const SUCCESS = { success: true, errors: [], messages: [] };

export function failed(status: number, code: number, message: string): ApiAnswer {
  return { status, body: { success: false, errors: [{ code, message }], messages: [], result: null } };
}

/** The API leaves out what has no value. */
export function withoutNulls(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

/** A page of a list, or nothing when page and size make no sense. */
export function pageOf(
  items: readonly Readonly<Record<string, unknown>>[],
  query: URLSearchParams,
  sizes: { readonly usual: number; readonly largest: number },
): ApiAnswer | undefined {
  const [page, size] = [Number(query.get("page") ?? 1), Number(query.get("per_page") ?? sizes.usual)];
  if (!(Number.isInteger(page) && page >= 1 && Number.isInteger(size) && size >= 1 && size <= sizes.largest)) return undefined;
  const result = items.slice((page - 1) * size, page * size).map(withoutNulls);
  const info = { page, per_page: size, count: result.length, total_count: items.length, total_pages: Math.ceil(items.length / size) };
  return { status: 200, body: { ...SUCCESS, result, result_info: info } };
}
