import * as z from 'zod';

/** Of their answers, what we read; everything else may change without us. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);
const id = z.union([z.string(), z.number()]).transform(String);
const links = optional(
  z.object({
    webui: optional(z.string()),
    next: optional(z.string()),
    download: optional(z.string()),
  }),
);

const version = z.object({ number: z.int(), createdAt: optional(z.string()) });

const nodeKind = z.enum(['page', 'blogpost', 'folder', 'whiteboard', 'database', 'embed']);

export const spaceV2 = z.object({
  id,
  key: z.string(),
  name: z.string(),
  type: optional(z.string()),
});

/** Pages, blog posts, folders and the like, in lists and alone. */
export const contentV2 = z.object({
  id,
  status: z.string(),
  title: z.string(),
  spaceId: optional(id),
  parentId: optional(id),
  parentType: optional(nodeKind.catch('page')),
  authorId: optional(z.string()),
  createdAt: optional(z.string()),
  version: optional(version),
  _links: links,
});

const body = optional(z.object({ value: optional(z.string()) }));

export const bodyV2 = z.object({
  status: optional(z.string()),
  body: optional(z.object({ storage: body, atlas_doc_format: body, view: body })),
  // Of pages; comments have something else under this name.
  properties: optional(
    z.object({ results: optional(z.array(z.object({ key: z.string(), value: z.unknown() }))) }),
  ),
});

export const labelsV2 = z.object({ results: z.array(z.object({ name: z.string() })) });

export const commentV2 = z.object({
  id,
  status: z.string(),
  title: optional(z.string()),
  pageId: optional(id),
  blogPostId: optional(id),
  version,
  resolutionStatus: optional(z.string()),
  properties: optional(z.object({ inlineOriginalSelection: optional(z.string()) })),
});

export const attachmentV2 = z.object({
  id,
  status: z.string(),
  title: z.string(),
  pageId: optional(id),
  blogPostId: optional(id),
  mediaType: optional(z.string()),
  fileSize: optional(z.number()),
  version: version.extend({ authorId: optional(z.string()) }),
});

export const permissionV2 = z.object({
  principal: z.object({ type: z.string(), id }),
  operation: z.object({ key: z.string(), targetType: z.string() }),
});

const userV2 = z.object({
  accountId: z.string(),
  displayName: optional(z.string()),
  publicName: optional(z.string()),
});

export const userPage = z.object({ results: z.array(userV2) });

const person = optional(
  z.object({
    accountId: optional(z.string()),
    userKey: optional(z.string()),
    username: optional(z.string()),
    displayName: optional(z.string()),
    email: optional(z.string()),
  }),
);

const group = z.object({ id: optional(z.string()), name: optional(z.string()) });

export const readersV1 = z.object({
  restrictions: optional(
    z.object({
      user: optional(z.object({ results: z.array(person) })),
      group: optional(z.object({ results: z.array(group) })),
    }),
  ),
});

/** Content of the older API; what was not asked for by `expand` is absent. */
export const contentV1 = z.object({
  id,
  type: z.string(),
  status: optional(z.string()),
  title: optional(z.string()),
  space: optional(z.object({ id: optional(id), key: z.string() })),
  version: optional(z.object({ number: z.int(), when: optional(z.string()), by: person })),
  history: optional(z.object({ createdBy: person, createdDate: optional(z.string()) })),
  container: optional(z.object({ id: optional(id), type: optional(z.string()) })),
  ancestors: optional(
    z.array(z.object({ id, type: optional(z.string()), title: optional(z.string()) })),
  ),
  metadata: optional(
    z.object({
      mediaType: optional(z.string()),
      labels: optional(z.object({ results: z.array(z.object({ name: z.string() })) })),
    }),
  ),
  restrictions: optional(z.object({ read: optional(readersV1) })),
  extensions: optional(
    z.object({
      mediaType: optional(z.string()),
      fileSize: optional(z.number()),
      location: optional(z.string()),
      inlineProperties: optional(z.object({ originalSelection: optional(z.string()) })),
      resolution: optional(z.object({ status: optional(z.string()) })),
    }),
  ),
  body: optional(z.object({ storage: body, view: body })),
  _links: links,
});

export type ContentV1 = z.output<typeof contentV1>;
export type ContentV2 = z.output<typeof contentV2>;

export const spaceV1 = z.object({
  id,
  key: z.string(),
  name: z.string(),
  type: optional(z.string()),
});

export const userV1 = z.object({ displayName: optional(z.string()) });

export const spacePermissionsV1 = z.array(
  z.object({
    operation: optional(z.object({ operationKey: z.string(), targetType: z.string() })),
    subject: optional(
      z.object({
        type: z.string(),
        userKey: optional(z.string()),
        name: optional(z.string()),
      }),
    ),
  }),
);

/** A part of a listing of either API. */
export const page = z.object({ results: z.array(z.unknown()), _links: links });
