import type { PageObjectResponse } from '@notionhq/client';
import { dateText } from './date-text.ts';
import { plainText } from './rich-text.ts';

export type Property = PageObjectResponse['properties'][string];
type RollupEntry = Extract<
  Extract<Property, { readonly type: 'rollup' }>['rollup'],
  { readonly type: 'array' }
>['array'][number];

export interface PropertyLookups {
  /** Of a related page; undefined when it is not shared. */
  titleOf(pageId: string): Promise<string | undefined>;
  /** Ids of the related pages, all of them. */
  related(property: Extract<Property, { readonly type: 'relation' }>): Promise<readonly string[]>;
}

/** A value as a reader of the table sees it; empty for what has none. */
export async function propertyText(
  property: Property | RollupEntry,
  lookups: PropertyLookups,
): Promise<string> {
  switch (property.type) {
    case 'relation': {
      const ids = 'id' in property ? await lookups.related(property) : idsOf(property.relation);
      const titles = await Promise.all(ids.map((id) => lookups.titleOf(id)));
      return joined(titles);
    }
    case 'rollup': {
      const { rollup } = property;
      if (rollup.type !== 'array') return computedText(rollup);
      return joined(await Promise.all(rollup.array.map((entry) => propertyText(entry, lookups))));
    }
    default:
      return simpleText(property);
  }
}

type Simple = Exclude<Property | RollupEntry, { readonly type: 'relation' | 'rollup' }>;

function simpleText(property: Simple): string {
  switch (property.type) {
    case 'title':
      return plainText(property.title);
    case 'rich_text':
      return plainText(property.rich_text);
    case 'number':
      return property.number === null ? '' : String(property.number);
    case 'select':
      return property.select?.name ?? '';
    case 'status':
      return property.status?.name ?? '';
    case 'multi_select':
      return joined(property.multi_select.map(({ name }) => name));
    case 'date':
      return property.date ? dateText(property.date) : '';
    case 'people':
      return joined(property.people.map(personName));
    case 'files':
      return joined(property.files.map(({ name }) => name));
    case 'checkbox':
      return property.checkbox ? 'Yes' : 'No';
    case 'url':
      return property.url ?? '';
    case 'email':
      return property.email ?? '';
    case 'phone_number':
      return property.phone_number ?? '';
    case 'formula':
      return computedText(property.formula);
    case 'created_by':
      return personName(property.created_by);
    case 'last_edited_by':
      return personName(property.last_edited_by);
    case 'created_time':
      return dateText({ start: property.created_time });
    case 'last_edited_time':
      return dateText({ start: property.last_edited_time });
    case 'unique_id': {
      const { prefix, number } = property.unique_id;
      return number === null ? '' : prefix ? `${prefix}-${number}` : String(number);
    }
    case 'verification':
      return property.verification?.state ?? '';
    case 'place':
      return joined([property.place?.name, property.place?.address]);
    case 'button':
      return '';
  }
}

type Computed =
  | Extract<Property, { readonly type: 'formula' }>['formula']
  | Exclude<Extract<Property, { readonly type: 'rollup' }>['rollup'], { readonly type: 'array' }>;

function computedText(value: Computed): string {
  switch (value.type) {
    case 'number':
      return value.number === null ? '' : String(value.number);
    case 'date':
      return value.date ? dateText(value.date) : '';
    case 'string':
      return value.string ?? '';
    case 'boolean':
      return value.boolean === null ? '' : value.boolean ? 'Yes' : 'No';
    case 'unsupported':
      return '';
  }
}

export function idsOf(relation: readonly { readonly id: string }[]): readonly string[] {
  return relation.map(({ id }) => id);
}

function personName(person: object): string {
  return 'name' in person && typeof person.name === 'string' ? person.name : '';
}

function joined(texts: readonly (string | null | undefined)[]): string {
  return texts.filter((text) => text !== null && text !== undefined && text !== '').join(', ');
}
