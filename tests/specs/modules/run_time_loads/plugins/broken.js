throw Object.assign(new Error("broken"), { code: "BROKEN" });
