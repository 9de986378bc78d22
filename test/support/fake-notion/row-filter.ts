/** The filters that the connector may write, as Notion describes them. */
export interface QueryFilter {
  readonly and?: readonly QueryFilter[];
  readonly timestamp?: 'created_time' | 'last_edited_time';
  readonly created_time?: { readonly on_or_after?: string };
  readonly last_edited_time?: { readonly on_or_after?: string };
}

interface Times {
  readonly created_time: string;
  readonly last_edited_time: string;
}

export function isNewEnough(times: Times, filter: QueryFilter | undefined): boolean {
  if (filter === undefined) return true;
  if (filter.and) return filter.and.every((one) => isNewEnough(times, one));
  const { timestamp } = filter;
  const from = timestamp && filter[timestamp]?.on_or_after;
  if (timestamp === undefined || from === undefined)
    throw new Error('The fake has no such filter.');
  // A filter's time is taken to the minute, as all times are.
  return Date.parse(times[timestamp]) >= Math.floor(Date.parse(from) / 60_000) * 60_000;
}
