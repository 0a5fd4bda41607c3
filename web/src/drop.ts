// Files of a drop, folders opened. A folder is read to a bounded number of
// files: somebody will drop their whole disk.

const maxFiles = 500;

// droppedFiles fails where the browser shows a folder and does not open it.
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // The list empties itself after the event: take everything first.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  const flat = [...transfer.files];
  if (!entries.some((e) => e?.isDirectory)) return flat.slice(0, maxFiles);
  // Chromium opens a folder by its handle everywhere, by its entry only on
  // pages that are no files themselves. The others know entries alone.
  const handles = [...transfer.items].map((item) => item.getAsFileSystemHandle?.());
  const files: File[] = [];
  for (const [i, entry] of entries.entries()) {
    const handle = await handles[i];
    if (handle) await open(handle, files);
    else if (entry) await walk(entry, files);
  }
  return files;
}

async function open(handle: FileSystemHandle, files: File[]): Promise<void> {
  if (files.length >= maxFiles) return;
  if (handle.kind === "file") {
    files.push(await (handle as FileSystemFileHandle).getFile());
    return;
  }
  for await (const child of (handle as FileSystemDirectoryHandle).values()) await open(child, files);
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
