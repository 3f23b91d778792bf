import { add, addMonths, differenceInDays, format, formatDistance, intervalToDuration, isValid, parse, parseISO, startOfWeek, formatRelative, subDays } from 'date-fns';
import { de, fr } from 'date-fns/locale';
import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';
import timezone from 'dayjs/plugin/timezone';
import relativeTime from 'dayjs/plugin/relativeTime';
import customParseFormat from 'dayjs/plugin/customParseFormat';
import duration from 'dayjs/plugin/duration';
import 'dayjs/locale/de';

dayjs.extend(utc); dayjs.extend(timezone); dayjs.extend(relativeTime); dayjs.extend(customParseFormat); dayjs.extend(duration);

export async function GET() {
  const base = new Date(Date.UTC(2024, 1, 29, 13, 5, 9));
  return Response.json({
    fns: [format(base, "yyyy-MM-dd'T'HH:mm:ss.SSSxxx EEEE QQQ wo"), format(base, 'PPPPpp', { locale: de }), addMonths(base, 12), differenceInDays(base, new Date(0)), formatDistance(subDays(base, 3), base, { addSuffix: true, locale: fr }), intervalToDuration({ start: new Date(0), end: base }), isValid(parse('31.02.2024', 'dd.MM.yyyy', base)), parseISO('2024-02-29T12:00:00+02:00'), startOfWeek(base, { weekStartsOn: 1 }), add(base, { years: 1, hours: 12 }), formatRelative(subDays(base, 1), base)],
    dayjs: [dayjs.utc(base).format('dddd, MMMM D YYYY, h:mm:ss a Z'), dayjs(base).tz('America/New_York').format('YYYY-MM-DD HH:mm z'), dayjs.tz('2024-07-01 12:00', 'Europe/Berlin').toISOString(), dayjs(base).locale('de').format('dddd D. MMMM'), dayjs(base).from(dayjs(base).add(3, 'day')), dayjs('05/02/69 1:02:03 PM -05:00', 'MM/DD/YY H:mm:ss A Z').isValid(), dayjs.duration(3_661_000).format('H:mm:ss'), dayjs(base).diff('2020-01-01', 'month'), dayjs(base).endOf('month').toISOString(), dayjs.duration({ months: 14 }).humanize()],
  });
}
