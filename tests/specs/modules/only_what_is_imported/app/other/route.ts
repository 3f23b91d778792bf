import { answer } from '../../lib/evaluated';
import { name } from '../../lib/other';
import { name as shared } from '../../lib/shared';

export const dynamic = 'force-dynamic';
export const GET = () => (name !== shared ? answer() : Response.error());
