import * as z from "zod";

/** Source: RFC 6265 section 4.1.1, cookie-name. */
const cookieNameSchema = z.string().regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, { error: "a cookie name" });

/** How the application keeps its sessions. Slipway cannot set them; it holds the declaration to bounds and looks at what answers set. */
export const sessionSchema = z
  .strictObject({
    idleMinutes: z.int({ error: "a whole number of minutes" }).describe("a session that nobody used for so long ends, in minutes"),
    absoluteHours: z.int({ error: "a whole number of hours" }).describe("every session ends after so long, in hours"),
    cookie: z.strictObject({
      name: cookieNameSchema.describe("begins with __Host-, or with __Secure- where several hosts share it"),
      secure: z.boolean().default(true),
      httpOnly: z.boolean().default(true),
      sameSite: z.enum(["lax", "strict", "none"]).default("lax"),
    }),
  })
  .describe("the application's own sessions; required as soon as a route has auth session");

export type SessionConfig = z.output<typeof sessionSchema>;
