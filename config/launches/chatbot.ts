import { defineLaunch } from "slipway/config";

/** Offices and VPN egress: who may reach the internal hosts of staging. */
const OFFICE_RANGES = ["203.0.113.0/24", "2001:db8:0f1c::/48"];

export default defineLaunch({
  name: "chatbot",
  product: "AI chatbot for internal operations, ready for customer onboarding",
  people: {
    owner: "ana@opsdesk.example",
    approvers: [
      {
        id: "ben@opsdesk.example",
        sshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINWCVINSPbNHy8wKgQ8zBDSuMqWibcuCEsN97wQKIv9/ ben",
      },
      {
        id: "chidi@opsdesk.example",
        sshPublicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINOwQYBnPzBUQratGJbd/0e9rsU1HvcrciTLbvWvaWrX chidi",
      },
    ],
    recipient: "ops@northwind.example",
  },

  secrets: {
    "llm-key": { purpose: "calls to the language model provider", rotation: { by: "hand", everyDays: 90 } },
    "vector-db-key": { purpose: "reads and writes of the document index", rotation: { by: "hand", everyDays: 90 } },
    "mail-key": { purpose: "sends invites and password resets", rotation: { by: "hand", everyDays: 90 } },
    "webhook-signing-key": { purpose: "checks signatures of incoming webhooks", rotation: { by: "hand", everyDays: 90 } },
  },

  session: { idleMinutes: 30, absoluteHours: 12, cookie: { name: "__Host-session", sameSite: "lax" } },

  routes: {
    health: {
      method: "GET",
      host: "api",
      path: "/healthz",
      auth: "public",
      publicReason: "uptime checks; answers component states only",
      limit: "default",
    },
    login: { method: "POST", host: "api", path: "/v1/login", auth: "public", publicReason: "this is how a session starts", limit: "login" },
    "reset-password": {
      method: "POST",
      host: "api",
      path: "/v1/password-reset",
      auth: "public",
      publicReason: "people without a password need it",
      limit: "reset",
    },
    chat: {
      method: "POST",
      host: "api",
      path: "/v1/chat",
      auth: "session",
      role: "member",
      tenantKey: "organisationId",
      limit: "chat",
      requestSchema: {
        type: "object",
        properties: {
          conversationId: { type: "string", maxLength: 64 },
          message: { type: "string", minLength: 1, maxLength: 8000 },
        },
        required: ["message"],
      },
    },
    conversations: {
      method: "GET",
      host: "api",
      path: "/v1/conversations/{conversationId}",
      auth: "session",
      role: "member",
      tenantKey: "organisationId",
      limit: "default",
    },
    upload: {
      method: "POST",
      host: "api",
      path: "/v1/documents",
      auth: "session",
      role: "member",
      tenantKey: "organisationId",
      limit: "upload",
    },
    webhook: { method: "POST", host: "api", path: "/v1/webhooks/crm", auth: "signature", limit: "webhook" },
    users: {
      method: "GET",
      host: "admin",
      path: "/v1/users",
      auth: "session",
      role: "admin",
      tenantKey: "organisationId",
      limit: "default",
    },
  },

  environments: {
    production: {
      zone: "opsdesk.example",
      hosts: {
        apex: { kind: "web", name: "opsdesk.example", origin: "site.opsdesk-origin.example" },
        www: { kind: "redirect", name: "www.opsdesk.example", to: "apex" },
        app: {
          kind: "web",
          name: "app.opsdesk.example",
          origin: "app.opsdesk-origin.example",
          cache: { paths: ["/assets/"], edgeSeconds: 86_400, browserSeconds: 86_400 },
          headers: {
            "content-security-policy":
              "default-src 'self'; connect-src 'self' https://api.opsdesk.example; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
          },
        },
        api: {
          kind: "api",
          name: "api.opsdesk.example",
          origin: "api.opsdesk-origin.example",
          cors: { origins: ["https://app.opsdesk.example"], credentials: true },
        },
        admin: {
          kind: "internal",
          name: "admin.opsdesk.example",
          origin: "admin.opsdesk-origin.example",
          access: { emailDomains: ["opsdesk.example"], sessionMinutes: 480, sameSite: "strict" },
        },
      },
      target: {
        kind: "existing-origin",
        environment: {
          APP_URL: { value: "https://app.opsdesk.example" },
          LOG_LEVEL: { value: "info" },
          LLM_API_KEY: { secret: "llm-key" },
          VECTOR_DB_KEY: { secret: "vector-db-key" },
          MAIL_API_KEY: { secret: "mail-key" },
          WEBHOOK_SIGNING_KEY: { secret: "webhook-signing-key" },
        },
      },
      monitors: {
        health: { kind: "api-health", via: "route53", host: "api", path: "/healthz", contains: '"status":"ok"' },
      },
      alerts: { channels: ["oncall", "manager"] },
      limits: {
        chat: { requests: 60, periodSeconds: 60, blockSeconds: 60, per: "user" },
        login: { requests: 10, periodSeconds: 60, blockSeconds: 600, per: "ip" },
        reset: { requests: 5, periodSeconds: 600, blockSeconds: 3600, per: "ip" },
        webhook: { requests: 300, periodSeconds: 60, blockSeconds: 60, per: "ip" },
        // the zone's plan has five rules; these two hurt least when they come through to the application
        upload: { requests: 20, periodSeconds: 60, blockSeconds: 60, per: "user", at: "application" },
        default: { requests: 600, periodSeconds: 60, blockSeconds: 60, per: "user", at: "application" },
      },
    },

    staging: {
      zone: "opsdesk.example",
      stages: { direct: "nobody but us uses staging, and production is tried under previews of its own" },
      hosts: {
        app: { kind: "web", name: "app-staging.opsdesk.example", origin: "app-staging.opsdesk-origin.example" },
        api: {
          kind: "api",
          name: "api-staging.opsdesk.example",
          origin: "api-staging.opsdesk-origin.example",
          cors: { origins: ["https://app-staging.opsdesk.example"], credentials: true },
        },
        admin: {
          kind: "internal",
          name: "admin-staging.opsdesk.example",
          origin: "admin-staging.opsdesk-origin.example",
          allowFrom: OFFICE_RANGES,
        },
      },
      target: {
        kind: "existing-origin",
        environment: {
          APP_URL: { value: "https://app-staging.opsdesk.example" },
          LOG_LEVEL: { value: "debug" },
          LLM_API_KEY: { secret: "llm-key" },
          VECTOR_DB_KEY: { secret: "vector-db-key" },
          MAIL_API_KEY: { secret: "mail-key" },
          WEBHOOK_SIGNING_KEY: { secret: "webhook-signing-key" },
        },
      },
      monitors: {
        health: { kind: "api-health", via: "route53", host: "api", path: "/healthz", contains: '"status":"ok"' },
      },
      alerts: { channels: ["oncall", "manager"] },
      limits: {
        login: { requests: 10, periodSeconds: 60, blockSeconds: 600, per: "ip" },
      },
    },
  },
});
