import 'reflect-metadata'
import { Column, CreateDateColumn, DataSource, Entity, JoinTable, ManyToMany, ManyToOne, OneToMany, PrimaryGeneratedColumn, Unique, VersionColumn, type Relation } from 'typeorm'

@Entity('typeorm_photo_category')
export class Category {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
}

@Entity('typeorm_author')
@Unique('typeorm_author_name', ['name'])
export class Author {
  @PrimaryGeneratedColumn() id!: number
  @Column() name!: string
  @OneToMany(() => Photo, (photo) => photo.author, { cascade: ['insert'] }) photos!: Relation<Photo[]>
}

@Entity('typeorm_photo')
export class Photo {
  @PrimaryGeneratedColumn() id!: number
  @Column({ length: 100 }) name!: string
  @Column('text', { nullable: true }) description!: string | null
  @Column('double precision', { default: 1.5 }) views!: number
  @Column({ default: false }) isPublished!: boolean
  @Column() takenAt!: Date
  @Column('simple-json', { nullable: true }) meta!: object | null
  @CreateDateColumn({ select: false }) createdAt!: Date
  @VersionColumn() version!: number
  @ManyToOne(() => Author, (author) => author.photos, { onDelete: 'CASCADE' }) author!: Relation<Author>
  @ManyToMany(() => Category) @JoinTable({ name: 'typeorm_photo_categories' }) categories!: Relation<Category[]>
}

export const source = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL, entities: [Author, Category, Photo], logging: false, poolSize: 4 })
