export default function robots() { return { rules: Array.from({ length: 60 }, (_, at) => ({ userAgent: `agent-${at}`, allow: "/" })) }; }
