interface DateRange {
  readonly start: string;
  readonly end?: string | null;
}

/** As it is displayed: `2026-03-01`, `2026-03-01 09:30 → 2026-03-02`. */
export function dateText({ start, end }: DateRange): string {
  return end ? `${shown(start)} → ${shown(end)}` : shown(start);
}

function shown(instant: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(instant) ?? [];
  return day === undefined ? instant : `${day} ${time}`;
}
