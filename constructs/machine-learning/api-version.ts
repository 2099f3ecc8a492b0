/** One version of Azure ML's API for everything: resources by azapi and jobs by REST. */
export const ML_API_VERSION = "2025-06-01";
