import * as cheerio from 'cheerio';

export async function POST(request: Request) {
  const $ = cheerio.load(await request.text());
  $('h2.title').text('Hello there!').addClass('welcome');
  return Response.json({ links: $('a').map((_, a) => $(a).attr('href')).get(), list: $('li').toArray().map((li) => $(li).text()), html: $('body').html(), data: $.extract({ first: 'li', all: ['li'] }) });
}
