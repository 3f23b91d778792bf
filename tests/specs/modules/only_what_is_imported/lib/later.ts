((globalThis as any).evaluated ??= []).push('later');
export const name = 'later';
