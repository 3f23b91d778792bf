import { answer } from '../../lib/evaluated';

export const dynamic = 'force-dynamic';
export const GET = () => answer();
