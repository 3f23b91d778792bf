import * as all from "next/cache";

export const cacheLife = all.cacheLife ?? all.unstable_cacheLife;
export const cacheTag = all.cacheTag ?? all.unstable_cacheTag;
export const { revalidateTag, revalidatePath, unstable_cache } = all;
