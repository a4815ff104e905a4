/** Terms that make the receiver ask DNS, in one evaluation. One more, and it answers permerror for every message. Source: RFC 7208 section 4.6.4. */
export const MAX_SPF_LOOKUPS = 10;

/** From here on the next sender, or a sender that grows, breaks the record. */
export const NEAR_SPF_LOOKUPS = 8;

/** Lookups that find nothing, in one evaluation. Source: RFC 7208 section 4.6.4 (SHOULD). */
export const MAX_SPF_VOIDS = 2;

/** Hosts of one mx term, and names of one ptr term. Source: RFC 7208 section 4.6.4. */
export const MAX_NAMES_OF_TERM = 10;

/** Longer records may not fit into a plain UDP answer. Source: RFC 7208 section 3.4. */
export const ADVISED_SPF_BYTES = 450;

/** Longest answer over plain UDP. Source: RFC 1035 section 4.2.1. */
export const PLAIN_UDP_BYTES = 512;

/** Longest domain name as text. Source: RFC 1035 section 2.3.4, without the root's dot. */
export const MAX_NAME_LENGTH = 253;
export const MAX_LABEL_LENGTH = 63;
