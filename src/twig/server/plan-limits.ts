/** What all keys of an organisation may do together, as Twig's legacy document lists it. */
export interface PlanLimit {
  readonly perMinute: number;
  /** In a UTC day; undefined where there is no such limit. */
  readonly perDay: number | undefined;
}

export const plans = {
  free: { perMinute: 20, perDay: 1_000 },
  pro: { perMinute: 100, perDay: 10_000 },
  enterprise: { perMinute: 1_000, perDay: undefined },
} as const satisfies Readonly<Record<string, PlanLimit>>;

export type PlanName = keyof typeof plans;
