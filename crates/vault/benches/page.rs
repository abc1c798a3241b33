//! A page of 50 people with four sealed fields each: what opening, sealing and looking up cost.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vault::{Indexed, KeyRing, Normal, Place, find_identifiers};

const ROWS: usize = 50;
const FIELDS: [(&str, &str); 4] = [
    ("name", "张三丰"),
    ("identity_number", "11010519491231002X"),
    ("phone", "13800005678"),
    (
        "address",
        "山西省忻州市忻府区秀容街道九原社区3号楼2单元1201室",
    ),
];

fn page(criterion: &mut Criterion) {
    let mut rng = rand::rng();
    let ring = KeyRing::draw(&mut rng);
    let ids: Vec<String> = (0..ROWS)
        .map(|row| format!("0190b2c4-7a10-7000-8000-{row:012}"))
        .collect();
    let places: Vec<(Place<'_>, &str)> = ids
        .iter()
        .flat_map(|record| {
            FIELDS.map(|(field, text)| {
                (
                    Place {
                        kind: "person",
                        record,
                        field,
                    },
                    text,
                )
            })
        })
        .collect();
    let sealed: Vec<Vec<u8>> = places
        .iter()
        .map(|(place, text)| ring.seal(*place, text, &mut rng).expect("a short text"))
        .collect();

    let mut group = criterion.benchmark_group("page_of_50_by_4");
    group.throughput(Throughput::Elements(sealed.len() as u64));
    group.bench_function("open", |bencher| {
        bencher.iter(|| {
            for ((place, _), sealed) in places.iter().zip(&sealed) {
                black_box(ring.open(*place, sealed).expect("sealed above"));
            }
        });
    });
    group.bench_function("seal", |bencher| {
        bencher.iter(|| {
            for (place, text) in &places {
                black_box(ring.seal(*place, text, &mut rng).expect("a short text"));
            }
        });
    });
    group.finish();

    let indexed = Indexed {
        domain: "person.identity_number",
        normal: Normal::IdentityNumber,
    };
    let mut group = criterion.benchmark_group("one");
    group.throughput(Throughput::Elements(1));
    group.bench_function("token", |bencher| {
        bencher.iter(|| black_box(ring.token(indexed, black_box("11010519491231002X"))));
    });
    group.finish();

    let text = "患者张某，身份证11010519491231002X，电话138-0000-5678，1月31日发热38.5度，住院号20200131001。".repeat(100);
    let mut group = criterion.benchmark_group("free_text");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("scan", |bencher| {
        bencher.iter(|| black_box(find_identifiers(&text)))
    });
    group.finish();
}

criterion_group!(benches, page);
criterion_main!(benches);
