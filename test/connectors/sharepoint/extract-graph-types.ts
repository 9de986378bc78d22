/**
 * Takes what the connector needs out of Microsoft's published metadata (github.com/microsoftgraph/msgraph-metadata,
 * schemas/v1.0-Prod.csdl, MIT): `node extract-graph-types.ts v1.0-Prod.csdl > fixtures/graph-types.json`
 */
import { readFileSync } from 'node:fs';

const wanted = [
  'entity baseItem site drive list listItem driveItem sitePage baseSitePage columnDefinition fieldValueSet',
  'listItemVersion baseItemVersion permission user directoryObject identity identitySet sharePointIdentity sharePointIdentitySet',
  'itemReference file folder hashes package shared deleted malware root remoteItem listInfo contentTypeInfo sharepointIds',
  'publicationFacet titleArea canvasLayout horizontalSection horizontalSectionColumn verticalSection webPart textWebPart',
  'standardWebPart webPartData serverProcessedContent metaDataKeyStringPair sharingLink systemFacet textColumn emailIdentity',
]
  .join(' ')
  .split(' ');
const csdl = readFileSync(process.argv[2] ?? '', 'utf8');

const types: Record<string, unknown> = {};
for (const name of wanted) {
  const start = new RegExp(`<(EntityType|ComplexType) Name="${name}"([^>]*?)(/?)>`).exec(csdl);
  if (!start) continue;
  const [opening, kind, attributes = '', isClosed] = start;
  const from = start.index + opening.length;
  const body = isClosed === '/' ? '' : csdl.slice(from, csdl.indexOf(`</${kind}>`, from));
  const named = (element: string) =>
    Object.fromEntries(
      [...body.matchAll(new RegExp(`<${element} Name="([^"]+)" Type="([^"]+)"`, 'g'))].map(
        ([, property, type = '']) => [property, type.replaceAll('graph.', '')],
      ),
    );
  types[name] = {
    ...(attributes.includes('OpenType="true"') && { isOpen: true }),
    base: /BaseType="graph\.([^"]+)"/.exec(attributes)?.[1],
    properties: named('Property'),
    navigation: named('NavigationProperty'),
  };
}
const delta = [
  ...csdl.matchAll(
    /<Function Name="delta"[^>]*>\s*<Parameter Name="binding[^"]*" Type="([^"]+)"/gi,
  ),
].map(([, type = '']) => type.replace('graph.', ''));
const roots = Object.fromEntries(
  ['sites', 'drives', 'users'].map((name) => [
    name,
    new RegExp(`<EntitySet Name="${name}" EntityType="microsoft\\.graph\\.([^"]+)"`).exec(
      csdl,
    )?.[1],
  ]),
);
const isOurs = (type: string) => wanted.some((name) => type.includes(name));
console.log(JSON.stringify({ roots, delta: [...new Set(delta.filter(isOurs))], types }, null, 1));
