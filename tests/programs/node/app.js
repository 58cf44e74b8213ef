// An Express app that takes uploads with `multer` and stores them in OSS with `multer-aliyun-oss`, both unmodified.

import express from 'express';
import multer from 'multer';
import aliyunOss from 'multer-aliyun-oss';

/** The app; `config` has the options of `ali-oss`, with the bucket. */
export function app(config) {
  const filename = (request, file, done) => done(null, file.originalname);
  const upload = multer({ storage: aliyunOss({ config, destination: 'uploads', filename }) });
  return express()
    .post('/files', upload.array('files'), ({ files }, response) => response.status(201).json(files))
    .use((error, request, response, next) => {
      const answered = error.status > 0; // `ali-oss` gives -1 if OSS did not answer
      response.status(answered ? error.status : 502).json({ code: error.code });
    });
}
