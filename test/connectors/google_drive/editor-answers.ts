import type { docs_v1 } from '@googleapis/docs';
import type { sheets_v4 } from '@googleapis/sheets';
import type { slides_v1 } from '@googleapis/slides';

/** Answers of Google's editors, with much in them that nobody asked for. */
export const documentAnswer: docs_v1.Schema$Document = {
  documentId: '1doc',
  revisionId: 'ALm37',
  title: 'Runbook',
  body: {
    content: [
      { endIndex: 1, sectionBreak: { sectionStyle: { sectionType: 'CONTINUOUS' } } },
      {
        startIndex: 1,
        endIndex: 16,
        paragraph: {
          paragraphStyle: { namedStyleType: 'HEADING_1', headingId: 'h.on1', direction: 'LEFT' },
          elements: [
            { startIndex: 1, endIndex: 4, textRun: { content: 'On ', textStyle: {} } },
            { startIndex: 4, endIndex: 16, textRun: { content: 'call: a/b\n', textStyle: {} } },
          ],
        },
      },
      {
        paragraph: {
          paragraphStyle: { namedStyleType: 'NORMAL_TEXT' },
          elements: [
            { person: { personId: 'p', personProperties: { email: 'ada@example.com' } } },
            { textRun: { content: ' turns the valve.\n' } },
          ],
        },
      },
      { table: { rows: 1, columns: 1, tableRows: [{ tableCells: [{ content: [] }] }] } },
      {
        paragraph: {
          paragraphStyle: { namedStyleType: 'HEADING_2', headingId: 'h.va2' },
          elements: [{ textRun: { content: 'Valves\n' } }],
        },
      },
      {
        paragraph: {
          paragraphStyle: { namedStyleType: 'HEADING_2', headingId: 'h.nothing' },
          elements: [{ textRun: { content: '\n' } }],
        },
      },
    ],
  },
};

export const spreadsheetAnswer: sheets_v4.Schema$Spreadsheet = {
  spreadsheetId: '1sheet',
  properties: { title: 'Budget', locale: 'en_GB', timeZone: 'Europe/London' },
  sheets: [
    {
      properties: {
        sheetId: 0,
        title: 'Costs',
        index: 0,
        sheetType: 'GRID',
        gridProperties: { rowCount: 1_000, columnCount: 26 },
      },
      merges: [],
    },
    { properties: { sheetId: 1_234, title: 'Staff', index: 1, hidden: true } },
  ],
  namedRanges: [{ name: 'Total', range: { sheetId: 0 } }],
};

const words = (...parts: readonly string[]): slides_v1.Schema$TextContent => ({
  textElements: [
    { endIndex: 1, paragraphMarker: { style: { direction: 'LEFT_TO_RIGHT' } } },
    ...parts.map((content) => ({ textRun: { content, style: { bold: true } } })),
  ],
});

export const presentationAnswer: slides_v1.Schema$Presentation = {
  presentationId: '1slides',
  title: 'All hands',
  masters: [{ objectId: 'master', pageElements: [{ shape: { text: words('Click to add\n') } }] }],
  slides: [
    {
      objectId: 'p',
      slideProperties: {
        notesPage: { pageElements: [{ shape: { text: words('Speak slowly.\n') } }] },
      },
      pageElements: [
        {
          objectId: 'i0',
          size: { width: { magnitude: 1, unit: 'EMU' } },
          shape: {
            shapeType: 'TEXT_BOX',
            placeholder: { type: 'TITLE', index: 0 },
            text: words('Where ', 'we are\n'),
          },
        },
        { objectId: 'i1', image: { contentUrl: 'https://a.example/signed' } },
        { shape: { text: words('The launch moved to June.\n', 'snake_case stays.\n') } },
      ],
    },
    {
      objectId: 'g9_0_1',
      pageElements: [
        { table: { rows: 1, tableRows: [{ tableCells: [{ text: words('Owner\n') }] }] } },
        {
          elementGroup: {
            children: [{ elementGroup: { children: [{ wordArt: { renderedText: 'Art' } }] } }],
          },
        },
        {
          shape: { text: { textElements: [{ autoText: { type: 'SLIDE_NUMBER', content: '2' } }] } },
        },
      ],
    },
    { objectId: 'g9_0_2', pageElements: [{ line: { lineType: 'STRAIGHT_LINE' } }] },
  ],
};
