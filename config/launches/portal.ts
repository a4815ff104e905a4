import { defineLaunch } from "slipway/config";

export default defineLaunch({
  name: "portal",
  product: "Client portal and API for support work: tickets, client records, exports",
  people: {
    owner: "dana@clientdesk.example",
    approvers: [
      {
        id: "eli@clientdesk.example",
        sshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIELHU1OEK801TphGO+H1vExZO0KlQZwX1HJM34Rd2SeD eli",
      },
    ],
    recipient: "support-platform@northwind.example",
  },

  secrets: {
    "session-key": { purpose: "signs the cookies of support staff", rotation: { by: "hand", everyDays: 90 } },
    "database-url": { purpose: "connects to the client database", rotation: { by: "hand", everyDays: 90 } },
    "mail-key": { purpose: "sends password resets and support notices", rotation: { by: "hand", everyDays: 90 } },
  },

  session: { idleMinutes: 60, absoluteHours: 12, cookie: { name: "__Host-session", sameSite: "lax" } },

  routes: {
    health: {
      method: "GET",
      host: "api",
      path: "/healthz",
      auth: "public",
      publicReason: "uptime checks; answers component states only",
      limit: "default",
    },
    login: { method: "POST", host: "api", path: "/login", auth: "public", publicReason: "this is how a session starts", limit: "login" },
    "reset-password": {
      method: "POST",
      host: "api",
      path: "/password-reset",
      auth: "public",
      publicReason: "people without a password need it",
      limit: "reset",
    },
    client: {
      method: "GET",
      host: "api",
      path: "/clients/{clientId}",
      auth: "session",
      role: "support",
      tenantKey: "clientId",
      limit: "default",
    },
    tickets: { method: "GET", host: "api", path: "/tickets", auth: "session", role: "support", tenantKey: "clientId", limit: "default" },
    "new-ticket": {
      method: "POST",
      host: "api",
      path: "/tickets",
      auth: "session",
      role: "support",
      tenantKey: "clientId",
      limit: "default",
    },
    attachment: {
      method: "POST",
      host: "api",
      path: "/tickets/{ticketId}/attachments",
      auth: "session",
      role: "support",
      tenantKey: "clientId",
      limit: "upload",
    },
    export: {
      method: "GET",
      host: "api",
      path: "/clients/{clientId}/export",
      auth: "session",
      role: "lead",
      tenantKey: "clientId",
      limit: "export",
    },
  },

  environments: {
    production: {
      zone: "clientdesk.example",
      hosts: {
        apex: { kind: "redirect", name: "clientdesk.example", to: "app" },
        www: { kind: "redirect", name: "www.clientdesk.example", to: "app" },
        app: {
          kind: "web",
          name: "portal.clientdesk.example",
          origin: "portal.clientdesk-origin.example",
          cache: { paths: ["/assets/"], edgeSeconds: 86_400, browserSeconds: 86_400 },
          redirects: { "old-help": { from: "/support/*", to: "/help/*" } },
          headers: {
            "content-security-policy":
              "default-src 'self'; connect-src 'self' https://api.clientdesk.example; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
          },
        },
        api: {
          kind: "api",
          name: "api.clientdesk.example",
          origin: "api.clientdesk-origin.example",
          cors: { origins: ["https://portal.clientdesk.example"], credentials: true },
        },
      },
      target: {
        kind: "existing-origin",
        environment: {
          APP_URL: { value: "https://portal.clientdesk.example" },
          LOG_LEVEL: { value: "info" },
          SESSION_KEY: { secret: "session-key" },
          DATABASE_URL: { secret: "database-url" },
          MAIL_API_KEY: { secret: "mail-key" },
        },
      },
      monitors: {
        health: { kind: "api-health", via: "route53", host: "api", path: "/healthz", contains: '"status":"ok"' },
      },
      alerts: { channels: ["oncall", "manager"] },
      limits: {
        login: { requests: 10, periodSeconds: 60, blockSeconds: 600, per: "ip" },
        reset: { requests: 5, periodSeconds: 60, blockSeconds: 3600, per: "ip" },
        // the zone's plan has two rules, and everybody who gets here has logged in
        upload: { requests: 20, periodSeconds: 60, blockSeconds: 60, per: "user", at: "application" },
        export: { requests: 10, periodSeconds: 3600, blockSeconds: 3600, per: "user", at: "application" },
        default: { requests: 600, periodSeconds: 60, blockSeconds: 60, per: "user", at: "application" },
      },
    },

    // beside the chatbot, in its zone: two launches share one
    staging: {
      zone: "opsdesk.example",
      stages: { direct: "nobody but us uses staging, and production is tried under previews of its own" },
      hosts: {
        app: { kind: "web", name: "portal-staging.opsdesk.example", origin: "portal-staging.clientdesk-origin.example" },
        api: {
          kind: "api",
          name: "portal-api-staging.opsdesk.example",
          origin: "portal-api-staging.clientdesk-origin.example",
          cors: { origins: ["https://portal-staging.opsdesk.example"], credentials: true },
        },
      },
      target: {
        kind: "existing-origin",
        environment: {
          APP_URL: { value: "https://portal-staging.opsdesk.example" },
          LOG_LEVEL: { value: "debug" },
          SESSION_KEY: { secret: "session-key" },
          DATABASE_URL: { secret: "database-url" },
          MAIL_API_KEY: { secret: "mail-key" },
        },
      },
      monitors: {
        health: { kind: "api-health", via: "route53", host: "api", path: "/healthz", contains: '"status":"ok"' },
      },
      alerts: { channels: ["oncall", "manager"] },
    },
  },
});
