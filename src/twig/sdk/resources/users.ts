import type { CreateUser as WireCreateUser, User as WireUser } from '#twig/api/users.ts';
import type { CallOptions, Send } from '../call.ts';
import type { Camel, Lenient } from '../camel.ts';
import type { Endpoint } from '../endpoint.ts';
import { fields, maybe, text } from '../from-wire.ts';
import { jsonBody } from '../json-body.ts';
import { createListResource, type ListResource } from '../list-resource.ts';

/** `role` is `readonly`, `train`, `configure` or `admin`. */
export type User = Lenient<Camel<WireUser>, 'id' | 'email'>;
export type NewUser = Camel<WireCreateUser>;

/** People of the organisation; every call needs the scope admin. */
export interface Users extends ListResource<User> {
  /** A second user of one email address is a conflict. */
  create(user: NewUser, options?: CallOptions): Promise<User>;
}

const listRoute: Endpoint<'listUsers'> = { method: 'GET', path: '/api/v1/users', scope: 'admin' };
const createRoute: Endpoint<'createUser'> = {
  method: 'POST',
  path: '/api/v1/users',
  scope: 'admin',
};

const readUser = fields<User>({
  id: text,
  email: text,
  name: maybe(text),
  role: maybe(text),
  createdAt: maybe(text),
});

export function createUsers(send: Send): Users {
  return {
    ...createListResource(send, { endpoint: listRoute, noun: 'users', read: readUser }),
    create: (user, options) =>
      send({ endpoint: createRoute, body: jsonBody(user) }, readUser, options),
  };
}
