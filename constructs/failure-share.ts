/**
 * Metric math: failures as a percentage of `requests`, each counted under its id. A count that nobody published is none, or the sum would
 * be missing with it; where nobody asks, nothing fails.
 * Source: CloudWatch user guide, metric math functions FILL and IF (checked 2026-11-26).
 */
export function failureShare(ids: readonly string[]): string {
  return `IF(requests > 0, 100 * (${ids.map((id) => `FILL(${id}, 0)`).join(" + ")}) / requests, 0)`;
}
