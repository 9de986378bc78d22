import type { Principal } from '#kit';
import type { AttachmentNode, Author, CommentNode, NodeDetails } from './content-node.ts';
import type { ContentV1 } from './schemas.ts';

/** Deleted groups stay in restrictions; they let nobody in. */
export function toReaders({
  restrictions,
}: NonNullable<NonNullable<ContentV1['restrictions']>['read']>): readonly Principal[] {
  const users = (restrictions?.user?.results ?? []).flatMap((user) => {
    const id = user?.accountId ?? user?.userKey;
    if (user === undefined || id === undefined) return [];
    return [{ source: 'confluence', kind: 'user' as const, id, ...mailOf(user.email) }];
  });
  const groups = (restrictions?.group?.results ?? []).flatMap(({ id, name }) => {
    const known = id ?? name;
    return known === undefined ? [] : [{ source: 'confluence', kind: 'group' as const, id: known }];
  });
  return [...users, ...groups];
}

function mailOf(email: string | undefined): { readonly email?: string } {
  return email ? { email } : {};
}

export function toDetails(content: ContentV1): NodeDetails | undefined {
  const read = content.restrictions?.read;
  if (read === undefined) return undefined;
  const labels = (content.metadata?.labels?.results ?? []).map(({ name }) => name).sort();
  return { labels, readers: toReaders(read) };
}

export function toComment(content: ContentV1): CommentNode | undefined {
  const { extensions } = content;
  const child = toChild(content);
  const quoted = extensions?.inlineProperties?.originalSelection;
  return (
    child && {
      ...child,
      where: extensions?.location === 'inline' || quoted ? 'inline' : 'footer',
      quoted,
      isResolved: /^(?:resolved|dangling)$/.test(extensions?.resolution?.status ?? ''),
    }
  );
}

export function toAttachment(content: ContentV1): AttachmentNode | undefined {
  const child = toChild(content);
  const { extensions, metadata, _links } = content;
  return (
    child && {
      ...child,
      mediaType: extensions?.mediaType ?? metadata?.mediaType ?? 'application/octet-stream',
      byteCount: extensions?.fileSize,
      download: _links?.download,
    }
  );
}

/** Undefined for what lies in nothing that we read. */
function toChild({ id, title, version, container }: ContentV1) {
  if (container?.id === undefined || version === undefined) return undefined;
  return {
    id,
    title: title ?? '',
    container: container.id,
    version: version.number,
    updatedAt: version.when,
    author: toAuthor(version.by),
  };
}

export function toAuthor(by: NonNullable<ContentV1['version']>['by']): Author | undefined {
  return by && { id: by.accountId ?? by.userKey, name: by.displayName };
}
