// next/constants, the part that projects read: the phases that a configuration function is told.
// https://nextjs.org/docs/app/api-reference/config/next-config-js#phase

export const PHASE_EXPORT = "phase-export";
export const PHASE_ANALYZE = "phase-analyze";
export const PHASE_PRODUCTION_BUILD = "phase-production-build";
export const PHASE_PRODUCTION_SERVER = "phase-production-server";
export const PHASE_DEVELOPMENT_SERVER = "phase-development-server";
export const PHASE_TEST = "phase-test";
export const PHASE_INFO = "phase-info";

export default {
  PHASE_EXPORT,
  PHASE_ANALYZE,
  PHASE_PRODUCTION_BUILD,
  PHASE_PRODUCTION_SERVER,
  PHASE_DEVELOPMENT_SERVER,
  PHASE_TEST,
  PHASE_INFO,
};
