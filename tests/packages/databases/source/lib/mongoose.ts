import mongoose, { Schema, model, type HydratedDocument, type InferSchemaType, type Model } from 'mongoose'

const authorSchema = new Schema({ name: { type: String, required: true, trim: true }, born: Date })

const bookSchema = new Schema({
  title: { type: String, required: [true, 'a book needs a title'], unique: true, maxlength: 40 },
  slug: { type: String, lowercase: true },
  price: { type: Number, min: 0, default: 10 },
  kind: { type: String, enum: ['novel', 'poem'], default: 'novel' },
  tags: [String],
  reviews: [{ _id: false, by: String, stars: { type: Number, min: 1, max: 5 } }],
  author: { type: Schema.Types.ObjectId, ref: 'Author' },
  extra: { type: Map, of: String },
}, { timestamps: true, versionKey: '__v' })

bookSchema.virtual('label').get(function () { return `${this.title} (${this.price})` })
bookSchema.methods.cheaper = function (this: HydratedDocument<InferSchemaType<typeof bookSchema>>, by: number) {
  this.price = (this.price ?? 0) - by
  return this
}
bookSchema.statics.ofKind = function (this: Model<unknown>, kind: string) { return this.find({ kind }) }
bookSchema.pre('save', function () { this.slug = this.title.replaceAll(' ', '-') })

export const Author = mongoose.models.Author ?? model('Author', authorSchema)
export const Book = mongoose.models.Book ?? model('Book', bookSchema)
