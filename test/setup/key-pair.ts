/** Key pairs for tests of ssh. */
import ssh2 from 'ssh2';

/** One in some two hundred that ssh2 makes cannot be read again, by itself or by OpenSSH: that is not what is tested. */
export function soundKeyPair(passphrase?: string): { readonly private: string; readonly public: string } {
  for (;;) {
    const pair =
      passphrase === undefined
        ? ssh2.utils.generateKeyPairSync('ed25519')
        : ssh2.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-cbc', rounds: 16 });
    if (!(ssh2.utils.parseKey(pair.private, passphrase) instanceof Error)) return pair;
  }
}
