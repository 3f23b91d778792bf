import ExcelJS from 'exceljs'
import { JSDOM } from 'jsdom'
import { PDFDocument, StandardFonts, rgb } from 'pdf-lib'

async function sheet() {
  const book = new ExcelJS.Workbook()
  const page = book.addWorksheet('Orders')
  page.columns = [{ header: 'Id', key: 'id' }, { header: 'Näme', key: 'name', width: 30 }]
  page.addRow({ id: 1, name: 'Ädä' })
  page.addRow([2, { formula: 'A2*2', result: 2 }])
  page.getCell('A1').font = { bold: true }
  const again = new ExcelJS.Workbook()
  await again.xlsx.load(await book.xlsx.writeBuffer())
  const rows: unknown[] = []
  again.getWorksheet('Orders')!.eachRow((row) => rows.push(row.values))
  return { rows, csv: String(await again.csv.writeBuffer()), bold: again.worksheets[0].getCell('A1').font?.bold }
}

async function pdf() {
  const document = await PDFDocument.create()
  document.setTitle('Invoice – 1')
  const page = document.addPage([300, 200])
  page.drawText('Grüße', { x: 5, y: 50, size: 20, font: await document.embedFont(StandardFonts.TimesRoman), color: rgb(1, 0, 0) })
  const read = await PDFDocument.load(await document.save())
  return { pages: read.getPageCount(), size: read.getPage(0).getSize(), title: read.getTitle() }
}

function dom() {
  const { window } = new JSDOM('<!doctype html><p class="a">Hello <b>w</b></p>', { url: 'https://x.test/y' })
  window.document.querySelector('p')!.setAttribute('id', 'q')
  return [window.document.body.innerHTML, window.location.host]
}

export async function GET() {
  return Response.json({ sheet: await sheet(), pdf: await pdf(), dom: dom() })
}
