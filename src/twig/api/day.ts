import * as z from 'zod';

/** A day of the calendar, in UTC; text of this form sorts by time. */
export const day = z.iso.date({ error: 'must be a day such as 2024-01-31' });
