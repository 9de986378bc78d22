/** The library behind a file of its own: only who meets a workbook loads it. */
export { default as readWorkbook } from 'read-excel-file/node';
