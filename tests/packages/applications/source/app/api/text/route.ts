import ejs from 'ejs'
import Handlebars from 'handlebars'
import i18next from 'i18next'
import { DateTime, Duration, Interval } from 'luxon'
import { marked } from 'marked'

export async function GET() {
  Handlebars.registerHelper('up', (text: string) => text.toUpperCase())
  const i18n = i18next.createInstance()
  await i18n.init({ lng: 'pl', resources: { pl: { translation: { file_one: '{{count}} plik', file_few: '{{count}} pliki', file_many: '{{count}} plików', hi: 'Cześć {{name}}' } } } })
  const date = DateTime.fromISO('2024-02-29T10:00:00', { zone: 'America/New_York' })
  return Response.json({
    markdown: await marked.parse('# Hi *x*\n\n| a | b |\n|--|--|\n| 1 | 2 |'),
    handlebars: Handlebars.compile('{{#each list}}{{up this}},{{/each}}{{{html}}}{{html}}')({ list: ['a', 'b'], html: '<i>' }),
    ejs: [ejs.render('<% for (const one of list) { %><%= one %>;<% } %>', { list: ['<', 2] }), await ejs.render('<%= await later %>', { later: Promise.resolve(4) }, { async: true })],
    i18next: [...[1, 2, 5, 22].map((count) => i18n.t('file', { count })), i18n.t('hi', { name: '<b>' })],
    luxon: [
      date.toISO(), date.plus({ years: 1 }).toISODate(), date.setLocale('de').toLocaleString(DateTime.DATE_FULL),
      date.setZone('Asia/Tokyo').toFormat('yyyy LLL dd HH:mm'), Interval.fromDateTimes(date, date.plus({ days: 3 })).length('hours'),
      Duration.fromObject({ hours: 30 }).shiftTo('days', 'hours').toHuman(), DateTime.fromISO('x').invalidReason,
    ],
  })
}
