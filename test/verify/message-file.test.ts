import { originOf, receivedMessage } from "../../verify/probes/message-file.ts";

const message = (...headers: readonly string[]) =>
  Buffer.from([...headers, "From: ana@opsdesk.example", "", "Received: from evil ([203.0.113.9])", ""].join("\r\n"));

it.each([
  {
    headers: [
      "Return-Path: <bounce@em.opsdesk.example>",
      "Received: from o1.mail.example (o1.mail.example [192.0.2.1])\r\n\tby mx.receiver.example with ESMTPS",
    ],
    origin: { clientIp: "192.0.2.1", helo: "o1.mail.example", mailFrom: "bounce@em.opsdesk.example" },
  },
  {
    headers: ["Received: by internal.example with SMTP id x", "Received: from a.example ([IPv6:2001:db8::1]) by mx", "Return-Path: <>"],
    origin: { clientIp: "2001:db8::1", helo: "a.example", mailFrom: "" },
  },
  { headers: ["Received: from a.example by mx"], origin: { clientIp: undefined, helo: "a.example", mailFrom: undefined } },
  { headers: [], origin: { clientIp: undefined, helo: undefined, mailFrom: undefined } },
])("reads who delivered it: $origin.clientIp", ({ headers, origin }) => expect(originOf(message(...headers))).toEqual(origin));

it("takes what is given over what is written, and says what is missing", () => {
  const raw = message("Return-Path: <x@opsdesk.example>");
  expect(receivedMessage(raw, {})).toEqual({ missing: "client" });
  expect(receivedMessage(raw, { clientIp: "192.0.2.300" })).toEqual({ missing: "client" });
  expect(receivedMessage(raw, { clientIp: "192.0.2.3" })).toMatchObject({ clientIp: "192.0.2.3", mailFrom: "x@opsdesk.example" });
  expect(receivedMessage(message(), { clientIp: "192.0.2.3" })).toEqual({ missing: "sender" });
});
