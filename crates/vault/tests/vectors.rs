//! Published vectors of the algorithms; that of SM4-GCM stands beside its code.

use hmac::{Hmac, KeyInit, Mac};
use sm3::{Digest, Sm3};
use sm4::Sm4;
use sm4::cipher::BlockCipherEncrypt;
use vault::Pseudonyms;

const VECTORS: &str = include_str!("data/sm_vectors.csv");

#[test]
fn sm3_sm4_and_hmac_sm3_give_the_published_results() {
    let mut seen = 0;
    for line in VECTORS.lines().skip(1) {
        let cells: Vec<&str> = line.splitn(5, ',').collect();
        let [algorithm, input, output, key, source] = cells[..] else {
            panic!("{line}");
        };
        let (input, key) = (hex::decode(input).unwrap(), hex::decode(key).unwrap());
        let result = match algorithm {
            "SM3" => hex::encode(Sm3::digest(&input)),
            "HMAC-SM3" => {
                let mut mac = Hmac::<Sm3>::new_from_slice(&key).unwrap();
                mac.update(&input);
                hex::encode(mac.finalize().into_bytes())
            }
            "SM4" => {
                let mut block = input.as_slice().try_into().unwrap();
                Sm4::new_from_slice(&key).unwrap().encrypt_block(&mut block);
                hex::encode(block)
            }
            other => panic!("{other}"),
        };
        assert_eq!(result, output, "{source}");
        seen += 1;
    }
    assert_eq!(seen, 6);
}

/// A pseudonym is the digest itself, cut to 16 bytes, so that another program can make the same.
#[test]
fn a_pseudonym_is_hmac_sm3_of_the_number() {
    let key = [7_u8; 32];
    let mut mac = Hmac::<Sm3>::new_from_slice(&key).unwrap();
    mac.update(b"11010519491231002X");
    let digest = hex::encode(mac.finalize().into_bytes());
    let pseudonym = Pseudonyms::new(&key).of("11010519491231002x");
    assert_eq!(pseudonym, digest[..32]);
    assert_ne!(
        pseudonym,
        Pseudonyms::new(&[8; 32]).of("11010519491231002x")
    );
}
