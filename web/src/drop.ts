// Files of a drop, folders opened. A folder is read to a bounded number of
// files: somebody will drop their whole disk.

const maxFiles = 500;

export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // The list empties itself after the event: take everything first.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const flat = [...transfer.files];
  if (!entries.some((e) => e?.isDirectory)) return flat.slice(0, maxFiles);
  const files: File[] = [];
  for (const entry of entries) if (entry) await walk(entry, files);
  return files;
}

async function walk(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (files.length >= maxFiles) return;
  if (entry.isFile) {
    files.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a part of the folder at a time.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const child of part) await walk(child, files);
  }
}
