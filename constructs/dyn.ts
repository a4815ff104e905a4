import { type IResolvable, Token } from "cdktf";

/**
 * Carries a value through an attribute that the provider declares as dynamic.
 *
 * The bindings map such attributes key by key, which turns a number or a boolean into `{}` and a list into `{"0": ...}`, without a word.
 * A token passes through untouched.
 * Source: hashicorp/terraform-cdk issue 3835, open when the repository was archived (checked 2026-11-22).
 */
export function dyn(value: unknown): IResolvable {
  return Token.asAny(value);
}
