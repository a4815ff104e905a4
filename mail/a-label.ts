import { toASCII } from "tr46";

/** `münchen.de` as `xn--mnchen-3ya.de`, in lower case; undefined when a label is too long or holds what no name may. Source: RFC 7208 section 4.3, UTS 46. */
export function toALabels(name: string): string | undefined {
  if (/^[\x21-\x7e]*$/.test(name)) return name.toLowerCase();
  return (
    toASCII(name, { checkBidi: true, checkHyphens: false, checkJoiners: true, useSTD3ASCIIRules: false, verifyDNSLength: false }) ??
    undefined
  );
}
