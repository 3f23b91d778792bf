// node:constants: the deprecated collection of what os.constants and fs.constants hold.

import * as fsConstants from "waypost-internal:node/fs/constants";
import { constants as osConstants } from "waypost-internal:node/os/os";

const { errno, signals, priority, dlopen } = osConstants as Record<string, Record<string, number>>;

const constants: Record<string, number> = { ...dlopen, ...errno, ...priority, ...signals, ...fsConstants };

export default constants;
