export interface RowFixture {
  readonly messages?: number;
  readonly from?: string;
  readonly spf?: string;
  readonly dkim?: readonly [domain: string, selector: string];
}

/** An aggregate report as a receiver writes it. */
export function reportXml(
  rows: readonly RowFixture[],
  {
    day = "2026-11-01",
    id = day,
    domain = "opsdesk.example",
    namespace = "",
  }: { readonly day?: string; readonly id?: string; readonly domain?: string; readonly namespace?: string } = {},
): string {
  const begin = Date.parse(day) / 1000;
  const records = rows.map(
    ({ messages = 1, from = domain, spf, dkim }) => `<record>
  <row><source_ip>192.0.2.1</source_ip><count>${messages}</count><policy_evaluated><disposition>none</disposition><dkim>fail</dkim><spf>fail</spf></policy_evaluated></row>
  <identifiers><header_from>${from}</header_from></identifiers>
  <auth_results>${dkim === undefined ? "" : `<dkim><domain>${dkim[0]}</domain><selector>${dkim[1]}</selector><result>pass</result></dkim>`}
    ${spf === undefined ? "<spf><domain>nobody.example</domain><result>fail</result></spf>" : `<spf><domain>${spf}</domain><result>pass</result></spf>`}</auth_results>
</record>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<feedback${namespace === "" ? "" : ` xmlns="${namespace}"`}><version>1.0</version>
<report_metadata><org_name>receiver.example</org_name><email>noreply@receiver.example</email><report_id>${id}</report_id>
  <date_range><begin>${begin}</begin><end>${begin + 86_399}</end></date_range></report_metadata>
<policy_published><domain>${domain}</domain><p>none</p></policy_published>${records.join("\n")}</feedback>`;
}
