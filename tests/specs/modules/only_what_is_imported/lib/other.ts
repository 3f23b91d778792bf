((globalThis as any).evaluated ??= []).push('other');
export const name = 'other';
