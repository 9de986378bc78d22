/** Where each setting may be said, strongest first: flag, environment variable, `twigkit.yaml`. */
export const settingSources = {
  baseUrl: { flag: '--base-url', variable: 'TWIG_BASE_URL', key: 'api.base_url' },
  apiKey: { flag: '--api-key', variable: 'TWIG_API_KEY', key: 'api.api_key' },
  webhookSecret: {
    flag: '--webhook-secret',
    variable: 'TWIG_WEBHOOK_SECRET',
    key: 'webhooks.secrets',
  },
  dataDir: { flag: '--data', variable: 'TWIGKIT_DATA', key: undefined },
  databaseUrl: { flag: '--database-url', variable: 'DATABASE_URL', key: undefined },
} as const;

export type SettingName = keyof typeof settingSources;
