import * as z from 'zod';

const identity = z.looseObject({
  id: z.string().nullish(),
  displayName: z.string().nullish(),
  email: z.string().nullish(),
  loginName: z.string().nullish(),
});
const identitySet = z.looseObject({
  user: identity.nullish(),
  group: identity.nullish(),
  siteUser: identity.nullish(),
  siteGroup: identity.nullish(),
});

export const permission = z.looseObject({
  id: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
  grantedTo: identitySet.nullish(),
  grantedToV2: identitySet.nullish(),
  grantedToIdentities: z.array(identitySet).nullish(),
  grantedToIdentitiesV2: z.array(identitySet).nullish(),
  link: z.looseObject({ scope: z.string().nullish() }).nullish(),
  expirationDateTime: z.string().nullish(),
});
export type GraphPermission = z.infer<typeof permission>;

const facet = z.looseObject({});
const parentReference = z.looseObject({ id: z.string().nullish(), driveId: z.string().nullish() });
const editor = z.looseObject({
  user: z.looseObject({ displayName: z.string().nullish() }).nullish(),
});

/** Whatever is deleted may lack everything but its id. */
export const driveItem = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  size: z.number().nullish(),
  eTag: z.string().nullish(),
  cTag: z.string().nullish(),
  webUrl: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  createdBy: editor.nullish(),
  lastModifiedBy: editor.nullish(),
  parentReference: parentReference.nullish(),
  file: z.looseObject({ mimeType: z.string().nullish() }).nullish(),
  folder: facet.nullish(),
  root: facet.nullish(),
  package: z.looseObject({ type: z.string().nullish() }).nullish(),
  remoteItem: facet.nullish(),
  malware: facet.nullish(),
  shared: facet.nullish(),
  deleted: facet.nullish(),
  '@microsoft.graph.sharedChanged': z.union([z.string(), z.boolean()]).nullish(),
});
export type DriveItem = z.infer<typeof driveItem>;

export const fieldValues = z.record(z.string(), z.unknown());
export type FieldValues = z.infer<typeof fieldValues>;

export const listItem = z.object({
  id: z.string().min(1),
  eTag: z.string().nullish(),
  webUrl: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  lastModifiedDateTime: z.string().nullish(),
  createdBy: editor.nullish(),
  contentType: z.looseObject({ id: z.string().nullish(), name: z.string().nullish() }).nullish(),
  sharepointIds: z.looseObject({ listItemUniqueId: z.string().nullish() }).nullish(),
  fields: fieldValues.nullish(),
  deleted: facet.nullish(),
});
export type ListItem = z.infer<typeof listItem>;

/** A page of anything; its items are judged one by one, so that a bad one fails alone. */
export const rawPage = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().min(1).optional(),
  '@odata.deltaLink': z.string().min(1).optional(),
});

export const site = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  webUrl: z.string(),
});
export type Site = z.infer<typeof site>;

export const drive = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  webUrl: z.string().nullish(),
  driveType: z.string().nullish(),
  system: facet.nullish(),
  sharePointIds: z.looseObject({ siteId: z.string().nullish() }).nullish(),
});
export type Drive = z.infer<typeof drive>;

export const list = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  webUrl: z.string().nullish(),
  list: z.looseObject({ template: z.string().nullish(), hidden: z.boolean().nullish() }).nullish(),
  system: facet.nullish(),
});
export type List = z.infer<typeof list>;

export const column = z.looseObject({
  name: z.string(),
  displayName: z.string().nullish(),
  hidden: z.boolean().nullish(),
  readOnly: z.boolean().nullish(),
  calculated: facet.nullish(),
  text: z.looseObject({ textType: z.string().nullish() }).nullish(),
});
export type Column = z.infer<typeof column>;

/** A part of a page; what else it has is its own business. */
export const webPart = z.looseObject({
  id: z.string().nullish(),
  innerHtml: z.string().nullish(),
  webPartType: z.string().nullish(),
  data: z
    .looseObject({
      title: z.string().nullish(),
      description: z.string().nullish(),
      serverProcessedContent: z
        .looseObject({
          htmlStrings: z.unknown().optional(),
          searchablePlainTexts: z.unknown().optional(),
          links: z.unknown().optional(),
        })
        .nullish(),
    })
    .nullish(),
});
export type WebPart = z.infer<typeof webPart>;

const webParts = z.array(webPart).nullish();

export const sitePage = z.object({
  title: z.string().nullish(),
  description: z.string().nullish(),
  publishingState: z.looseObject({ level: z.string().nullish() }).nullish(),
  titleArea: z
    .looseObject({ title: z.string().nullish(), textAboveTitle: z.string().nullish() })
    .nullish(),
  canvasLayout: z
    .looseObject({
      horizontalSections: z
        .array(
          z.looseObject({
            columns: z.array(z.looseObject({ webparts: webParts })).nullish(),
          }),
        )
        .nullish(),
      verticalSection: z.looseObject({ webparts: webParts }).nullish(),
    })
    .nullish(),
});
export type SitePage = z.infer<typeof sitePage>;

export const batchAnswer = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.string()).nullish(),
      body: z.unknown(),
    }),
  ),
});
