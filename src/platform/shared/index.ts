export { type NumberingFolder, readNumberingFolder } from './numbering-files.ts';
export {
  type PolicyFolders,
  type ReadPolicyFile,
  readPolicyFiles,
  watchPolicyFiles,
} from './policy-files.ts';
