import * as z from 'zod';
import { listOf } from './list.ts';

/** What a user may do in Twig, from the least to the most. */
export const userRoles = ['readonly', 'train', 'configure', 'admin'] as const;

export const createUser = z.object({
  /** Unique in the organisation, whatever its case. */
  email: z.email().max(254),
  name: z.string().trim().min(1).max(200),
  role: z.enum(userRoles),
});

export const user = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  created_at: z.string(),
});

export const userList = listOf('users', user);

export type CreateUser = z.input<typeof createUser>;
export type User = z.infer<typeof user>;
export type UserList = z.infer<typeof userList>;
