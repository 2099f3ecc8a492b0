const READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const PATH = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path]";

/**
 * The condition of a role by which blobs can be read but for those below some folders; that they are there may still be listed.
 * @param folders first steps of paths in a container, such as names of models; at least one
 * @see https://learn.microsoft.com/azure/storage/blobs/storage-auth-abac-examples
 */
export function butForFolders(folders: readonly string[]): string {
  const odd = folders.filter((folder) => !/^[a-z0-9-]+$/.test(folder));
  if (folders.length === 0 || odd.length > 0)
    throw new Error(`folders: expected names of a-z, 0-9 and dashes, got ${odd.join(", ") || "none"}`);
  const elsewhere = folders.map((folder) => `${PATH} StringNotLike '${folder}/*'`).join(" AND ");
  return `((!(ActionMatches{'${READ}'} AND NOT SubOperationMatches{'Blob.List'})) OR (${elsewhere}))`;
}
