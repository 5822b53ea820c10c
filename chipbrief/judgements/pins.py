"""SHA-256 digests of the files that the readers of public judgement sets accept, by source and path in the clone."""

PINS: dict[str, dict[str, str]] = {
    "pyrxsum": {
        "data/PyrXSum/SCUs.txt": "2595bdea706f62e9cf9bc320532633e7e3a7cc6d5adf0d9537a3983e6c60a77d",
        "data/PyrXSum/documents.txt": "3b3b9433979c3cfe74f69b5039ecd1e31cf1d446078e3f519410f20fc36700c9",
        "data/PyrXSum/ids.txt": "c6f887a72c80ee17631fee5e2dcda912bac86dd861f2619629517f0d0eef7de3",
        "data/PyrXSum/labels/BertSumAbs.label": "edefdb4aa49239406845c700b1b1f5d423da7db40636e81ec89332c669287f1c",
        "data/PyrXSum/labels/BertSumExtAbs.label": "76d1ba2f76fc4341a4fc255c1e5214d64ceab45ad65f389e7e1aafeb49130640",
        "data/PyrXSum/labels/TransformerAbs.label": "7fe3d8c7fc3a6c3c6342d679777458589f174a45ffe9a135e6fd9d5d90f01c76",
        "data/PyrXSum/labels/convs2s.label": "3c4c57edd4cd09487e71a99caa9165432ece2e213d3173587461bf66cb9ee8c5",
        "data/PyrXSum/labels/facebook-bart-large.label": "f8db411f19334ea72fbe8173ec51f98426c3ed40114d568550a40f35ff933a87",
        "data/PyrXSum/labels/fast-abs-rl.label": "91fa51b173e6b36a1979f771791d6a85cb9f063192a82d0fcb066d712603e3b1",
        "data/PyrXSum/labels/google-pegasus.label": "682d03e306fc194c90ab3d6a614e1dc3376c15f1755e761d4e34c862c61b41fc",
        "data/PyrXSum/labels/ptgen.label": "73f9a4f6322708fece4b9fe56906c3a3f70aea0f376d5189dd38fd883367f1f9",
        "data/PyrXSum/labels/t5-large.label": "fd0e015f9174ead58c65ad540bfb7024519af1fdbe90f311d3cf1c01f6737862",
        "data/PyrXSum/labels/topic-convs2s.label": "331f1fb9ff49a55ba96544ad7b21b7d421fd01cf6ab5293c68b59eedc3c342f9",
        "data/PyrXSum/references.txt": "67803367009b6ecc4bfce0a11f3492138766e45c2f6ef15e1f984e8154d5ec77",
        "data/PyrXSum/summaries/BertSumAbs.summary": "f484e2167d6acb2034ca80c6b9e0c5c92f6283e2935fdc09e993e82b877b2100",
        "data/PyrXSum/summaries/BertSumExtAbs.summary": "07f7c675064f89b0cd5d33827fdd57867cf8d71db0f4c9c846727d15f3914ccd",
        "data/PyrXSum/summaries/TransformerAbs.summary": "5fdc01378e755a5d6661fcda267cbdc0f54aa297bd2024a0babaa27f9129d6b4",
        "data/PyrXSum/summaries/convs2s.summary": "e13e06eb851babb51ecc9823b0f711fd7f4a6feb976561e19c47a85517e43a2d",
        "data/PyrXSum/summaries/facebook-bart-large.summary": "9001884175c83b67c3a071aefe91d8e2df404b3195afc27b370404130a5f1e5e",
        "data/PyrXSum/summaries/fast-abs-rl.summary": "7223ea05ce86e3eb124aa81685229f5ac1e34e82829a59af3aaa621ca019afe6",
        "data/PyrXSum/summaries/google-pegasus.summary": "f0a746fca9d16c74b4bbe63ffad791556b35af0b42ed425afd5fc0675950273c",
        "data/PyrXSum/summaries/ptgen.summary": "af8aeaa9ec81e88cf717317280f2a707c3ed8d263c12f139cc40182384a4726b",
        "data/PyrXSum/summaries/t5-large.summary": "55e9cd3c70228e76e44cc80f5681d79502265e413b7f4665a512a342ffe06541",
        "data/PyrXSum/summaries/topic-convs2s.summary": "e2e3c127ffa23aa9129ebd69ee2828b8303a4cb495874896ec97c3d55d1bdb67",
    },
    "faithbench": {
        "FaithBench.csv": "b64595319c5a0673c7af00a12c9340a79aeb3437c021b097745413da42d80a09",
        "data_for_release/batch_2.json": "18f1b2b9eae6fbf2020f295dc5ca512ef1a7e389e763b707bc51831f58df6a70",
    },
    "squality": {
        "data/human-eval/all-responses.jsonl": "fdefc51dae186097b35d09af1e9e355c19e422d4291a9899d2e7adcc87024f02",
        "data/v1-3/txt/dev.jsonl": "e9cbb1daff74b70a6cd15641ba2f602a925761759200a17c9225aca90018a42b",
        "data/v1-3/txt/test.jsonl": "5a485f30edebd16367427997ae82fac47bcd9ada9e7755c70a7d6569c0668c9c",
        "data/v1-3/txt/train.jsonl": "7d36b79a8fa42ee4b7203a83ab4816ff2b413d927938e3445d973d6918251832",
    },
    "freelance": {
        "pairwise_evaluation_results.json": "d823b8b385a428a0bad175285868c5fda3b396ac00d63a7886ee5a147bc49307",
        "writer_summaries.json": "9071a2e3628cfc22aa22bad2f394351e270393b892c6b9185a24d969dc67491f",
    },
}
"""Digests of the files as they were cloned in 2026. Of FaithBench, only the table and one batch of spans were at hand."""
